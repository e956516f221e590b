/// What a route does with the body of its requests.
public struct BodyRule: Sendable, Hashable {
    enum Form: Sendable { case json, stream }

    let form: Form
    /// The most bytes that are read; more is a 413.
    let limit: Int

    /// A JSON document of at most one mebibyte.
    public static let json = BodyRule(form: .json, limit: 1 << 20)

    public static func json(limit: Int) -> BodyRule { BodyRule(form: .json, limit: limit) }

    /// Bytes of any kind, read as they come through `RequestContext.body`.
    public static func stream(limit: Int = .max) -> BodyRule { BodyRule(form: .stream, limit: limit) }
}
