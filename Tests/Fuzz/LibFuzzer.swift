#if FUZZING
    import Glibc

    /// The compiler's fuzzer, which sees by which ways each input goes through the code, and keeps those that find a new one.
    enum LibFuzzer {
        /// Of the target, named by the environment: libFuzzer starts this program again by its own arguments.
        private static let target = getenv("FUZZ_TARGET").flatMap { name in
            FuzzTarget.all.first { $0.name == String(cString: name) }
        }

        /// Does not return where a target is named.
        static func runIfAsked() {
            guard target != nil else { return }
            var count = CommandLine.argc
            var arguments = CommandLine.unsafeArgv
            exit(drive(&count, &arguments, testOneInput))
        }

        fileprivate static func take(_ bytes: UnsafeBufferPointer<UInt8>) {
            do {
                try target?.run(Array(bytes))
            } catch {
                // libFuzzer keeps the input of a process that ends like this.
                let text = "finding: \(error)\n"
                write(STDERR_FILENO, text, text.utf8.count)
                abort()
            }
        }
    }

    /// The library's object has a main function beside the driver, which wants this name, too.
    @_cdecl("LLVMFuzzerTestOneInput")
    func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        LibFuzzer.take(UnsafeBufferPointer(start: bytes, count: count))
        return 0
    }

    /// `LLVMFuzzerRunDriver` (LLVM, "Using libFuzzer as a library").
    @_silgen_name("LLVMFuzzerRunDriver")
    private func drive(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ take: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt
#endif
