import Netlink
import Testing

/// Texts of addresses, which come from the controller and from files.
struct AddressTextTests {
    @Test(arguments: [
        "", "fa:16:3e:00:00", "fa:16:3e:00:00:01:02", "fa:16:3e:00:00:1", "+a:+b:+c:+d:+e:+f", "f0:01:00:-0:00:01",
        "fa-16-3e-00-00-01",
        "fa:16:3e:00:00:0g",
    ]) func noHardwareAddresses(text: String) {
        #expect(HardwareAddress(text) == nil)
    }

    @Test(arguments: ["", "10.0.0.1\0x", "::1\0", "10.0.0", "fe80::1%eth0"]) func noAddresses(text: String) {
        #expect(IPAddress(text) == nil)
        #expect(IPPrefix(text) == nil)
    }

    @Test(arguments: ["10.0.0.7", "2001:db8::7"]) func addresses(text: String) {
        #expect(IPAddress(text)?.description == text)
    }
}
