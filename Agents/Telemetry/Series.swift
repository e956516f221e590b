/// One line, or for a histogram one group of lines, of the exposition.
protocol Series: AnyObject, Sendable {
    func write(_ name: String, _ labels: String, into exposition: inout Exposition)
}
