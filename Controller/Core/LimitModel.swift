/// How the limits of a project and those of its domain bind each other: upstream's `[unified_limit] enforcement_model`.
public enum LimitModel: String, Sendable, CaseIterable {
    /// Each limit stands for itself.
    case flat
    /// A domain has projects and these have projects, no deeper; no project has a greater limit than its domain.
    case strictTwoLevel = "strict_two_level"
}
