import Testing

@testable import Compute

/// What a host says of itself is shown, whatever it says.
struct HypervisorFiguresTests {
    @Test(arguments: [
        ("7.2.22", 7_002_022), ("", 0), ("7", 7), ("7.2.22.1", 7_002_022), ("9223372036854775807.1.1", 999_001_001), ("-1.-2", 0),
        ("a.b", 0),
    ])
    func versions(_ text: String, _ number: Int) {
        #expect(HypervisorWire.number(ofVersion: text) == number)
    }

    @Test(arguments: [
        (0.07, "0.07"), (12.345, "12.35"), (-1, "0.00"), (1e300, "1000000.00"), (.infinity, "0.00"), (.nan, "0.00"),
    ])
    func loads(_ load: Double, _ text: String) {
        #expect(HypervisorRoutes.uptimeText(seconds: 90_061, load: load) == "up 1 days, 1:01, load average: \(text)")
        #expect(HypervisorRoutes.uptimeText(seconds: .max, load: load).hasPrefix("up "))
    }
}
