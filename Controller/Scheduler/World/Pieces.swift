/// A list that its copies share but for the pieces in which they differ: one host among ten thousand changes with each claim, and
/// those who still decide on the list before go on with that.
struct Pieces<Element: Sendable>: Sendable {
    private static var size: Int { 256 }

    private var pieces: [[Element]] = []
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count.isMultiple(of: Self.size) {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.size)
        }
        pieces[pieces.count - 1].append(element)
        count += 1
    }

    /// The positions of all that fulfil a condition.
    func positions(where condition: (Element) -> Bool) -> [Int] {
        var positions: [Int] = []
        positions.reserveCapacity(count)
        for (number, piece) in pieces.enumerated() {
            for index in piece.indices where condition(piece[index]) { positions.append(number * Self.size + index) }
        }
        return positions
    }
}

extension Pieces: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(position: Int) -> Element {
        get { pieces[position / Self.size][position % Self.size] }
        set { pieces[position / Self.size][position % Self.size] = newValue }
    }
}
