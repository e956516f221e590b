import Core
import HTTPTypes
import Logging
import Trust
import Web

extension Fleet {
    var enrolmentRoutes: [Route] {
        [
            Route(.post, "/enrol", policy: .anyone, body: .json(limit: 65_536), handler: enrol),
            Route(.get, "/ca", policy: .anyone, handler: showAuthority),
        ]
    }

    @Sendable private func enrol(_ context: RequestContext) async throws -> Reply {
        let wish = try EnrolmentWire.Wish(await context.json())
        let from = context.remoteAddress ?? ""
        let answer: Enrolment.Answer
        do {
            let enrolment = Enrolment(
                store: room.store, authority: room.authority, lifetime: room.configuration.certificateLifetime)
            answer = try await enrolment.enrol(
                token: wish.token, host: wish.host, request: wish.request, now: context.now)
        } catch let fault as Fault {
            context.logger.warning(
                "enrolment refused", metadata: ["host": "\(wish.host)", "address": "\(from)", "reason": "\(fault.code)"])
            throw fault
        }
        context.logger.info(
            "host enrolled",
            metadata: ["host": "\(wish.host)", "address": "\(from)", "serial": "\(answer.certificate.serialText)"])
        return try EnrolmentWire.reply(answer, room, origin: context.origin)
    }

    /// The authority's certificate. Whoever asks must compare it with the fingerprint in the join token.
    @Sendable private func showAuthority(_ context: RequestContext) async throws -> Reply {
        .bytes(contentType: "application/x-pem-file", Array(try room.authority.pem.utf8))
    }
}
