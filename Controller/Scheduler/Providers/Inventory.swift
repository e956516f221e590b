import Store

/// How much of one resource class a provider has (Placement API, "Resource provider inventories").
struct Inventory: Sendable, Equatable {
    /// The largest number that the API accepts, a signed integer of 32 bits.
    static let maximum: Int64 = 0x7FFF_FFFF

    var resourceClass: String
    var total: Int64
    var reserved: Int64 = 0
    var minUnit: Int64 = 1
    var maxUnit: Int64 = maximum
    var stepSize: Int64 = 1
    var allocationRatio: Double = 1

    /// What can be allocated; the one place where the ratio meets the numbers, so that everything else counts in integers.
    /// Rounded down: never more than there is. A ratio may be any number, also one below zero.
    var capacity: Int64 {
        let most = Double(Int64.max / 2)
        return Int64(min(max((Double(total - reserved) * allocationRatio).rounded(.down), -most), most))
    }

    /// The amount is one of those that can be asked for at once.
    func allows(_ amount: Int64) -> Bool {
        amount >= minUnit && amount <= maxUnit && amount % stepSize == 0
    }
}

extension Inventory {
    static let columns: SQL = "resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio"

    init(_ row: inout RowReader) throws {
        resourceClass = try row.next()
        total = try row.next()
        reserved = try row.next()
        minUnit = try row.next()
        maxUnit = try row.next()
        stepSize = try row.next()
        allocationRatio = try row.next()
    }
}
