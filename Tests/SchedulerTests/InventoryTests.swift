import Testing

@testable import Scheduler

struct InventoryTests {
    /// The API takes any ratio that is a number.
    @Test(
        arguments: [
            (100, 0, 1, 100), (100, 20, 1.5, 120), (3, 0, 0.5, 1), (2_147_483_647, 0, 3.4e38, 4_611_686_018_427_387_904),
            (2_147_483_647, 0, -3.4e38, -4_611_686_018_427_387_904), (0, 0, 3.4e38, 0),
        ] as [(Int64, Int64, Double, Int64)])
    func capacity(_ total: Int64, _ reserved: Int64, _ ratio: Double, _ capacity: Int64) {
        let inventory = Inventory(resourceClass: "VCPU", total: total, reserved: reserved, allocationRatio: ratio)
        #expect(inventory.capacity == capacity)
    }
}
