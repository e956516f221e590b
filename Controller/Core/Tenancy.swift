/// What owns resources. Every service holds these ids; the resources themselves belong to Identity.
public enum Tenancy {
    public enum Domain {}
    public enum Project {}
    public enum User {}
}

public typealias DomainID = ID<Tenancy.Domain>
public typealias ProjectID = ID<Tenancy.Project>
public typealias UserID = ID<Tenancy.User>
