public import Core

extension Explanation {
    /// The members of the answer to a dry run, within an object: `fits`, `host`, `summary`, `message`, `hosts`.
    public func write(to w: inout JSONWriter) {
        w.field("fits", chosen != nil)
        w.field("host", chosen)
        w.field("summary", summary)
        w.field("message", chosen == nil ? message : nil)
        w.field("hosts") { w in
            w.array(hosts) { w, verdict in
                w.object { w in
                    w.field("host", verdict.host)
                    w.field("fits", verdict.fits)
                    w.field("constraint", verdict.fits ? nil : verdict.constraint)
                    w.field("wanted", verdict.fits ? nil : verdict.wanted)
                    w.field("have", verdict.fits ? nil : verdict.have)
                    w.field("detail", verdict.detail)
                }
            }
        }
    }
}
