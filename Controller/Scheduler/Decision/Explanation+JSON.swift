public import Core

extension Explanation {
    /// The members of the answer to a dry run, within an object: `fits`, `host`, `summary`, `message`, `hosts`, and `more`, how many
    /// hosts are not listed.
    ///
    /// - Parameter isWhole: all hosts, however many; otherwise those that tell the most.
    public func write(to w: inout JSONWriter, isWhole: Bool = false) {
        let listed = isWhole ? hosts : mostTelling
        w.field("fits", chosen != nil)
        w.field("host", chosen)
        w.field("summary", summary)
        w.field("message", chosen == nil ? message : nil)
        w.field("hosts") { w in w.array(listed) { w, verdict in Self.write(verdict, to: &w) } }
        w.field("more", count - listed.count)
    }

    private static func write(_ verdict: HostVerdict, to w: inout JSONWriter) {
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
