import Core
import Store

/// What `os:scheduler_hints` mean here: `group`, `different_host`, `same_host`. Others are kept and shown, and mean nothing.
enum ServerHints {
    /// - Throws: 400 for a group that the project does not have.
    static func group(_ s: Snapshot, _ hints: JSON, project: ProjectID) throws -> String? {
        guard let hint = hints["group"] else { return nil }
        guard let id = hint.string ?? hint[0]?.string, UUIDText.bytes(id) != nil else {
            throw Refusal.invalid(
                "Invalid input for field/attribute group. Value: \(PythonText.plain(hint)). \(PythonText.quoted(hint)) is not a 'uuid'"
            )
        }
        guard
            try s.first("SELECT id FROM compute_server_group WHERE id = \(id) AND project_id = \(project)") != nil
        else { throw Refusal.invalid("Instance group \(id) could not be found.") }
        return id
    }

    /// The hosts of the servers that a hint names.
    static func hosts(_ s: Snapshot, _ hints: JSON, _ name: String) throws -> Set<String> {
        let ids = hints[name]?.array?.compactMap(\.string) ?? hints[name]?.string.map { [$0] } ?? []
        guard !ids.isEmpty else { return [] }
        return Set(
            try s.rows("SELECT host FROM compute_server_state WHERE server_id IN \(list: ids) AND host IS NOT NULL")
                .map { try $0.get("host") })
    }
}
