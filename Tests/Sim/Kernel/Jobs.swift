import Glibc

/// The place where Swift hands its jobs to the simulator instead of its thread pool: the hooks of the concurrency runtime
/// (swift_task_enqueueGlobal_hook and its sisters), by which every executor that is not one's own can be replaced.
enum Jobs {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void
    private typealias DelayOriginal = @convention(thin) (UInt64, UnownedJob) -> Void
    private typealias DelayHook = @convention(thin) (UInt64, UnownedJob, DelayOriginal) -> Void

    /// Where jobs that belong to no actor run: no executor at all, which is what the runtime's own threads say.
    private static let nowhere = unsafeBitCast((UInt(0), UInt(0)), to: UnownedSerialExecutor.self)

    /// From now on all jobs of this program go to the loop. False where the runtime has no such hooks, as in a static build.
    static func divert() -> Bool {
        guard let now: UnsafeMutablePointer<Hook?> = hook("swift_task_enqueueGlobal_hook"),
            let main: UnsafeMutablePointer<Hook?> = hook("swift_task_enqueueMainExecutor_hook"),
            let later: UnsafeMutablePointer<DelayHook?> = hook("swift_task_enqueueGlobalWithDelay_hook")
        else { return false }
        now.pointee = { job, _ in Loop.shared.take(job) }
        main.pointee = { job, _ in Loop.shared.take(job) }
        later.pointee = { nanoseconds, job, _ in
            Loop.shared.after(.nanoseconds(Int64(clamping: nanoseconds)), as: Loop.shared.current) { Loop.shared.take(job) }
        }
        return true
    }

    static func run(_ job: UnownedJob) { job.runSynchronously(on: nowhere) }

    /// The number of the job's task, which no other task of the program ever has; 0 for the jobs of actors.
    @_silgen_name("swift_task_getJobTaskId")
    static func task(of job: UnownedJob) -> UInt64

    private static func hook<Kind>(_ name: String) -> UnsafeMutablePointer<Kind>? {
        dlsym(dlopen(nil, RTLD_LAZY), name)?.assumingMemoryBound(to: Kind.self)
    }
}
