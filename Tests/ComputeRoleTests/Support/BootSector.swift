/// A guest of 512 bytes for the BIOS: says "APUS GUEST" on its serial port, then echoes what it hears; at a "q" it switches
/// itself off as ACPI wants it on the board q35.
enum BootSector {
    static let greeting = "APUS GUEST\r\n"

    /// A raw disk of one mebibyte.
    static var image: [UInt8] {
        var bytes = code + Array(greeting.utf8) + [0]
        bytes += [UInt8](repeating: 0, count: 510 - bytes.count) + [0x55, 0xAA]
        return bytes + [UInt8](repeating: 0, count: (1 << 20) - 512)
    }

    private static let code: [UInt8] = [
        0x31, 0xC0, 0x8E, 0xD8,  // xor ax, ax; mov ds, ax
        0xBE, 0x38, 0x7C,  // mov si, greeting
        0xAC, 0x84, 0xC0, 0x74, 0x10,  // lodsb; test al, al; jz listen
        0x50, 0xBA, 0xFD, 0x03, 0xEC, 0xA8, 0x20, 0x74, 0xFB,  // push ax; wait until COM1 can send
        0x58, 0xBA, 0xF8, 0x03, 0xEE, 0xEB, 0xEB,  // pop ax; send it; next
        0xBA, 0xFD, 0x03, 0xEC, 0xA8, 0x01, 0x74, 0xFB,  // listen: wait until COM1 has something
        0xBA, 0xF8, 0x03, 0xEC, 0x3C, 0x71, 0x74, 0x03,  // read it; is it "q"?
        0xEE, 0xEB, 0xED,  // echo it; listen
        0xBA, 0x04, 0x06, 0xB8, 0x00, 0x20, 0xEF, 0xEB, 0xFE,  // PM1a_CNT: soft off
    ]
}
