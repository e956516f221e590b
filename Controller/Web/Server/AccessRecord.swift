/// One line of the access log, but for what is known only when the answer is out.
struct AccessRecord: Sendable {
    let visit: Visit
    let status: Int

    init(_ visit: Visit, status: Int) {
        self.visit = visit
        self.status = status
    }
}
