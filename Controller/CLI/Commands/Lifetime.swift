import ArgumentParser

/// "90m", "2h".
struct Lifetime: ExpressibleByArgument, Sendable, Equatable, CustomStringConvertible {
    let minutes: Int

    init(minutes: Int) { self.minutes = minutes }

    init?(argument: String) {
        guard let number = Int(argument.dropLast()), number > 0 else { return nil }
        switch argument.last {
        case "m": minutes = number
        case "h": minutes = number * 60
        default: return nil
        }
    }

    var description: String { minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes)m" }
}
