internal import Metrics

/// `apus_store_*`.
struct StoreMetrics: Sendable {
    private let reads = Counter(label: "apus_store_reads_total")
    private let writes = Counter(label: "apus_store_writes_total")
    private let batchSize = Recorder(label: "apus_store_write_batch_size")
    private let commitSeconds = Timer(label: "apus_store_commit_seconds")

    func read() { reads.increment() }

    func batch(_ jobs: Int) {
        writes.increment(by: jobs)
        batchSize.record(jobs)
    }

    func committed(in time: Duration) {
        commitSeconds.recordNanoseconds(time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000)
    }
}
