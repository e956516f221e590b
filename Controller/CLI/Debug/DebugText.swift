import Core

/// The three views side by side, in columns that fit the terminal; a line whose views contradict each other is marked ✗.
struct DebugText {
    let now: Timestamp
    /// Of the terminal, in characters.
    let width: Int
    let paint: @Sendable (String, Paint) -> String

    private static let gap = "  "
    /// The first column, and the least that a view gets on a narrow terminal.
    private static let widestLabel = 46
    private static let narrowestView = 16

    func lines(_ view: DebugView, indent: Int = 0) -> [String] {
        let space = String(repeating: " ", count: indent)
        let name = view.name.isEmpty || view.name == view.id ? view.id : "\(view.name) (\(view.id))"
        var lines = [space + paint("\(view.kind) \(name)", .bold) + "  \(view.status)"]
        lines += view.waits.map { "\(space)  waits for: \(words($0))" }
        for problem in view.problems {
            lines.append("\(space)\(paint("✗", .red)) \(problem.message)  [\(problem.code)]")
            if let hint = problem.hint { lines += hint.split(separator: "\n").map { "\(space)    \($0)" } }
        }
        lines.append("")
        lines += table(view, indent)
        for part in view.parts { lines += [""] + self.lines(part, indent: indent + 2) }
        return lines
    }

    private func words(_ wait: DebugView.Wait) -> String {
        guard let until = wait.until, until > now else { return "\(wait.reason)  [\(wait.by)]" }
        return "\(wait.reason), at most \(Figures.span(seconds: (until - now).components.seconds)) more  [\(wait.by)]"
    }

    // MARK: Columns

    private struct Row {
        var label: String
        var cells: [String]
        var isOdd = false
        var isHead = false
    }

    private func table(_ view: DebugView, _ indent: Int) -> [String] {
        let rows = heads(view) + view.lines.map { Row(label: $0.what, cells: $0.cells, isOdd: !$0.agrees) }
        let label = min(rows.map(\.label.count).max() ?? 0, Self.widestLabel)
        let room = (width - indent - 2 - label - 3 * Self.gap.count) / 3
        let views = (0..<3).map { column in
            min(rows.map { $0.cells[column].count }.max() ?? 0, max(room, Self.narrowestView))
        }
        return rows.flatMap { lines($0, [label] + views, indent) }
    }

    /// What the columns are, whose they are, and from when.
    private func heads(_ view: DebugView) -> [Row] {
        let details = view.sides.map { $0.detail ?? "" }
        let times = view.sides.map { side in side.at.map(ago) ?? "" }
        return [["intent", "decided", "observed"], view.sides.map(\.whose), details, times]
            .filter { $0.contains { !$0.isEmpty } }.map { Row(label: "", cells: $0, isHead: true) }
    }

    private func ago(_ time: Timestamp) -> String {
        let seconds = (now - time).components.seconds
        return seconds < 0 ? "in \(Figures.span(seconds: seconds))" : "\(Figures.span(seconds: seconds)) ago"
    }

    /// One row, on as many lines as its longest cell needs.
    private func lines(_ row: Row, _ widths: [Int], _ indent: Int) -> [String] {
        let columns = zip([row.label] + row.cells, widths).map { Self.wrap($0, $1) }
        return (0..<(columns.map(\.count).max() ?? 0)).map { line in
            let cells = zip(columns, widths).map { column, width in
                let text = line < column.count ? column[line] : ""
                return text + String(repeating: " ", count: max(0, width - text.count))
            }
            let text = String(cells.joined(separator: Self.gap).trimmingSuffix { $0 == " " })
            let mark = row.isOdd && line == 0 ? paint("✗", .red) + " " : "  "
            return String(repeating: " ", count: indent) + mark + (row.isHead ? paint(text, .bold) : text)
        }
    }

    /// At blanks where there are any; leading blanks stay.
    static func wrap(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while rest.count > width {
            let end = rest.index(rest.startIndex, offsetBy: width)
            let blank = rest[..<rest.index(after: end)].lastIndex(of: " ") ?? end
            let cut = rest[..<blank].contains { $0 != " " } ? blank : end
            lines.append(String(rest[..<cut]))
            rest = rest[cut...].drop { $0 == " " }
        }
        return lines + [String(rest)]
    }
}
