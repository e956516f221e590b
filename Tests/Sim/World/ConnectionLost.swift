/// The other side is not there, or went away before it answered.
struct ConnectionLost: Error, CustomStringConvertible {
    let description = "the connection was lost"
}
