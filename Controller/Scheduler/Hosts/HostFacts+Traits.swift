import AgentProtocol

extension Apus_Agent_V1_HostFacts {
    /// What a host can do by itself, in the words of `os-traits`: only what is true of every host of this cloud, or of this
    /// machine's processor.
    var traits: Set<String> {
        var traits = Self.common
        switch ImageWish.canonical(architecture) {
        case "x86_64": traits.formUnion(["HW_ARCH_X86_64", "COMPUTE_ARCH_X86_64"])
        case "aarch64": traits.formUnion(["HW_ARCH_AARCH64", "COMPUTE_ARCH_AARCH64"])
        default: break
        }
        for flag in cpuFlags {
            if let names = Self.processorTraits[flag] { traits.formUnion(names) }
        }
        return traits
    }

    private static let common: Set = [
        "COMPUTE_NODE", "COMPUTE_IMAGE_TYPE_RAW", "COMPUTE_IMAGE_TYPE_QCOW2", "COMPUTE_STORAGE_BUS_VIRTIO",
        "COMPUTE_STORAGE_BUS_SCSI", "COMPUTE_STORAGE_BUS_SATA", "COMPUTE_NET_VIF_MODEL_VIRTIO", "COMPUTE_NET_VIF_MODEL_E1000",
    ]

    /// Flags as /proc/cpuinfo has them. Those that are spelt as their trait need no line.
    private static let processorTraits: [String: [String]] = {
        var traits: [String: [String]] = [
            "aes": ["HW_CPU_X86_AESNI"], "pclmulqdq": ["HW_CPU_X86_CLMUL"], "fma": ["HW_CPU_X86_FMA3"],
            "pni": ["HW_CPU_X86_SSE3"], "sse4_1": ["HW_CPU_X86_SSE41"], "sse4_2": ["HW_CPU_X86_SSE42"],
            "bmi1": ["HW_CPU_X86_BMI"], "sha_ni": ["HW_CPU_X86_SHA"], "rtm": ["HW_CPU_X86_TSX"],
            "vmx": ["HW_CPU_X86_VMX", "HW_CPU_X86_INTEL_VMX"], "svm": ["HW_CPU_X86_SVM", "HW_CPU_X86_AMD_SVM"],
            "pcid": ["HW_CPU_X86_INTEL_PCID"], "md_clear": ["HW_CPU_X86_INTEL_MD_CLEAR"],
            "avx512_vnni": ["HW_CPU_X86_AVX512VNNI"], "avx512_vbmi2": ["HW_CPU_X86_AVX512VBMI2"],
            "avx512_bitalg": ["HW_CPU_X86_AVX512BITALG"], "avx512_vpopcntdq": ["HW_CPU_X86_AVX512VPOPCNTDQ"],
            "gfni": ["HW_CPU_X86_AVX512GFNI"], "vaes": ["HW_CPU_X86_AVX512VAES"],
            "vpclmulqdq": ["HW_CPU_X86_AVX512VPCLMULQDQ"], "amx_bf16": ["HW_CPU_X86_AMXBF16"],
            "amx_int8": ["HW_CPU_X86_AMXINT8"], "amx_tile": ["HW_CPU_X86_AMXTILE"],
        ]
        let same = [
            "3dnow", "abm", "avx", "avx2", "avx512bw", "avx512cd", "avx512dq", "avx512er", "avx512f", "avx512ifma", "avx512pf",
            "avx512vbmi", "avx512vl", "bmi2", "f16c", "fma4", "mmx", "mpx", "pdpe1gb", "sgx", "sse", "sse2", "sse4a", "ssse3",
            "stibp", "tbm", "xop",
        ]
        for flag in same { traits[flag] = ["HW_CPU_X86_" + flag.uppercased()] }
        return traits
    }()
}
