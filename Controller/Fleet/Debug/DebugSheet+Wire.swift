import Core
public import Web

extension DebugSheet {
    /// `{"debug": {…}}`; times are ISO 8601 in UTC.
    public var reply: Reply {
        .json { w in w.object { w in w.field("debug") { write(&$0) } } }
    }

    private func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("kind", kind)
            w.field("id", id)
            w.field("name", name)
            w.field("status", status)
            w.field("views") { w in
                w.object { w in
                    w.field("intent") { intent.write(&$0) }
                    w.field("decided") { decided.write(&$0) }
                    w.field("observed") { observed.write(&$0) }
                }
            }
            w.field("lines") { $0.array(lines) { $1.write(&$0) } }
            w.field("waits") { $0.array(waits) { $1.write(&$0) } }
            w.field("problems") { $0.array(problems) { $1.write(&$0) } }
            w.field("parts") { $0.array(parts) { $1.write(&$0) } }
        }
    }
}

extension DebugSheet.View {
    fileprivate func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("whose", whose)
            w.field("detail", detail)
            w.field("at", at?.iso8601())
        }
    }
}

extension DebugSheet.Line {
    fileprivate func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("what", what)
            w.field("intent", intent)
            w.field("decided", decided)
            w.field("observed", observed)
            w.field("agrees", agrees)
        }
    }
}

extension DebugSheet.Wait {
    fileprivate func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("by", by)
            w.field("reason", reason)
            w.field("until", until?.iso8601())
        }
    }
}

extension DebugSheet.Problem {
    fileprivate func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("code", code)
            w.field("message", message)
            w.field("hint", hint)
        }
    }
}
