/// The roles that the agent of this version can take.
enum LocalRoles {
    static let available = ["sensors", "compute", "network"]
}
