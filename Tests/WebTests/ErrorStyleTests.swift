import Core
import Testing

@testable import Web

@Suite struct ErrorStyleTests {
    static let fault = Fault(.notFound, code: "T-1", "No <thing> \"x\".", hint: "Look twice.", detail: "secret")

    @Test(arguments: [
        (ErrorStyle.identity, #"{"error":{"code":404,"message":"No <thing> \"x\".","title":"Not Found"}}"#),
        (.compute, #"{"itemNotFound":{"code":404,"message":"No <thing> \"x\"."}}"#),
        (.volume, #"{"itemNotFound":{"code":404,"message":"No <thing> \"x\"."}}"#),
        (.network, #"{"NeutronError":{"type":"HTTPNotFound","message":"No <thing> \"x\".","detail":""}}"#),
        (.image, #"{"message":"No <thing> \"x\".","code":"404 Not Found","title":"Not Found"}"#),
        (
            .placement,
            #"{"errors":[{"status":404,"title":"Not Found","detail":"No <thing> \"x\".","code":"placement.undefined_code","#
                + #""request_id":"req-1"}]}"#
        ),
        (.object, "<html><h1>Not Found</h1><p>No &lt;thing&gt; &quot;x&quot;.</p></html>"),
        (
            .orchestration,
            #"{"explanation":"The resource could not be found.","code":404,"error":{"message":"No <thing> \"x\".","#
                + #""traceback":null,"type":"HTTPNotFound"},"title":"Not Found"}"#
        ),
        (.keyManager, #"{"code":404,"title":"Not Found","description":"No <thing> \"x\"."}"#),
        (.metric, #"{"code":404,"title":"Not Found","description":"No <thing> \"x\"."}"#),
        (
            .baremetal,
            #"{"error_message":"{\"faultcode\":\"Client\",\"faultstring\":\"No <thing> \\\"x\\\".\",\"debuginfo\":null}"}"#
        ),
        (.alarm, #"{"error_message":{"faultcode":"Client","faultstring":"No <thing> \"x\".","debuginfo":null}}"#),
        (.loadBalancer, #"{"faultcode":"Client","faultstring":"No <thing> \"x\".","debuginfo":null}"#),
        (.apus, #"{"error":{"code":"T-1","message":"No <thing> \"x\".","hint":"Look twice.","request_id":"req-1"}}"#),
    ]) func bodies(_ style: ErrorStyle, _ body: String) {
        let made = style.body(Self.fault, requestID: "req-1")
        #expect(String(decoding: made.bytes, as: UTF8.self) == body)
        #expect(made.contentType == (style == .object ? "text/html; charset=UTF-8" : "application/json"))
    }

    @Test(arguments: ErrorStyle.allCases) func nothingForOperatorsReachesAClient(_ style: ErrorStyle) {
        for kind in Fault.Kind.allCases {
            let fault = Fault(kind, code: "C", "m", detail: "secret", cause: Fault(.conflict, code: "D", "hidden"))
            let text = String(decoding: style.body(fault, requestID: "req-1").bytes, as: UTF8.self)
            #expect(!text.contains("secret") && !text.contains("hidden"))
        }
    }

    @Test(arguments: ErrorStyle.allCases) func missingTokensAreRefusedByTheIdentityService(_ style: ErrorStyle) {
        let body = String(decoding: style.body(Refusals.unauthenticated, requestID: "req-1").bytes, as: UTF8.self)
        let isIdentitys = body == SiteTests.unauthorized
        #expect(isIdentitys == (style != .apus && style != .object))
    }

    @Test(arguments: [
        (Fault.Kind.badRequest, "badRequest"), (.forbidden, "forbidden"), (.methodNotAllowed, "badMethod"),
        (.conflict, "conflictingRequest"), (.contentTooLarge, "overLimit"), (.tooManyRequests, "overLimit"),
        (.unsupportedMediaType, "badMediaType"), (.internalError, "computeFault"), (.unavailable, "serviceUnavailable"),
    ]) func computeNamesEachKind(_ kind: Fault.Kind, _ name: String) {
        let body = String(decoding: ErrorStyle.compute.body(Fault(kind, code: "C", "m"), requestID: "r").bytes, as: UTF8.self)
        #expect(body == #"{"\#(name)":{"code":\#(kind.status),"message":"m"}}"#)
    }
}
