internal import Core

/// The jobs of one commit, and what their callers will be told after it.
struct WriteBatch {
    struct Done {
        var hints: [Hint] = []
        var answers: [@Sendable () -> Void] = []
    }

    private let connection: Connection
    private let metrics: StoreMetrics
    private let seam: WriterSeam?

    init(_ connection: Connection, _ metrics: StoreMetrics, _ seam: WriterSeam?) {
        self.connection = connection
        self.metrics = metrics
        self.seam = seam
    }

    func run(_ jobs: ArraySlice<WriteJob>) -> Done {
        do {
            try connection.execute("BEGIN IMMEDIATE")
            let done = try runAll(jobs)
            try commit()
            metrics.batch(jobs.count)
            return done
        } catch {
            rollback()
            return Done(answers: jobs.map { job in { job.fail(error) } })
        }
    }

    private func runAll(_ jobs: ArraySlice<WriteJob>) throws -> Done {
        var done = Done()
        for job in jobs {
            let transaction = Transaction(connection)
            do {
                let answer = try jobs.count == 1 ? runBody(job, transaction) : runInSavepoint(job, transaction)
                done.answers.append(answer)
                done.hints += transaction.hints
            } catch {
                // A lone job has no savepoint to go back to; and where SQLite has undone the transaction by itself, the jobs
                // before this one are lost, too.
                if jobs.count == 1 || connection.isIdle { throw error }
                done.answers.append { job.fail(error) }
            }
        }
        return done
    }

    private func runInSavepoint(_ job: WriteJob, _ transaction: Transaction) throws -> @Sendable () -> Void {
        try connection.execute("SAVEPOINT job")
        do {
            let answer = try runBody(job, transaction)
            try connection.execute("RELEASE job")
            return answer
        } catch {
            guard !connection.isIdle else { throw error }
            try connection.execute("ROLLBACK TO job")
            try connection.execute("RELEASE job")
            throw error
        }
    }

    private func runBody(_ job: WriteJob, _ transaction: Transaction) throws -> @Sendable () -> Void {
        let answer = try job.run(transaction)
        // Left to the commit, it would fail the jobs of others, too.
        if connection.owesForeignKeys { throw StoreError.foreignKey("FOREIGN KEY constraint failed") }
        return answer
    }

    private func commit() throws {
        let start = ContinuousClock.now
        if let seam { try seam.commit { try connection.execute("COMMIT") } } else { try connection.execute("COMMIT") }
        metrics.committed(in: ContinuousClock.now - start)
    }

    /// After some errors SQLite has already rolled back.
    private func rollback() {
        guard !connection.isIdle else { return }
        _ = try? connection.execute("ROLLBACK")
    }
}
