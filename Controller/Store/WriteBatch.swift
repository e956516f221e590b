internal import Core

/// Runs the jobs of one commit in the transaction that is open, and collects what their callers will be told after it.
struct WriteBatch {
    struct Done {
        var hints: [Hint] = []
        var answers: [@Sendable () -> Void] = []

        /// Nothing has happened, for the same reason for all of them.
        static func failed(_ jobs: ArraySlice<WriteJob>, _ error: any Error) -> Done {
            Done(answers: jobs.map { job in { job.fail(error) } })
        }
    }

    private let connection: any Connection

    init(_ connection: any Connection) {
        self.connection = connection
    }

    /// - Throws: when the transaction is lost for all of them.
    func run(_ jobs: ArraySlice<WriteJob>) throws -> Done {
        var done = Done()
        for job in jobs {
            let transaction = Transaction(connection)
            do {
                let answer = try jobs.count == 1 ? runBody(job, transaction) : runInSavepoint(job, transaction)
                done.answers.append(answer)
                done.hints += transaction.hints
            } catch {
                // A lone job has no savepoint to go back to; and where the database has undone the transaction by itself, the
                // jobs before this one are lost, too.
                if jobs.count == 1 || connection.isIdle || connection.isLost { throw error }
                done.answers.append { job.fail(error) }
            }
        }
        return done
    }

    private func runInSavepoint(_ job: WriteJob, _ transaction: Transaction) throws -> @Sendable () -> Void {
        try connection.executeSoon("SAVEPOINT job")
        do {
            let answer = try runBody(job, transaction)
            try connection.executeSoon("RELEASE SAVEPOINT job")
            return answer
        } catch {
            guard !connection.isIdle, !connection.isLost else { throw error }
            try connection.execute("ROLLBACK TO SAVEPOINT job")
            try connection.executeSoon("RELEASE SAVEPOINT job")
            throw error
        }
    }

    private func runBody(_ job: WriteJob, _ transaction: Transaction) throws -> @Sendable () -> Void {
        let answer = try job.run(transaction)
        // Left to the commit, it would fail the jobs of others, too.
        if connection.owesForeignKeys { throw StoreError.foreignKey("FOREIGN KEY constraint failed") }
        guard !connection.isIdle, !connection.isFailed, !connection.isLost else { throw Fault.transactionLost }
        return answer
    }
}
