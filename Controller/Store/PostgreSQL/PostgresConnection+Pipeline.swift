internal import CPostgreSQL

/// Several statements on one way to the server and back (chapter "Pipeline Mode" of libpq's manual).
extension PostgresConnection {
    /// Runs what waits, then `last`.
    func runPipeline(_ last: PostgresCall) throws -> PostgresResult {
        let calls = soon + [last]
        soon = []
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
        defer { PQexitPipelineMode(handle) }
        var preparing: Set<String> = []
        let steps = calls.map { call in
            let isNew = !call.statement.isPrepared && preparing.insert(call.statement.name).inserted
            return PipelineStep(call: call, prepares: isNew)
        }
        for step in steps { try send(step) }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        return try receive(steps)
    }

    private struct PipelineStep {
        let call: PostgresCall
        /// The first use of a statement: its preparation goes before.
        let prepares: Bool
    }

    private func send(_ step: PipelineStep) throws {
        let (call, statement) = (step.call, step.call.statement)
        if step.prepares {
            let count = Int32(statement.types.count)
            guard PQsendPrepare(handle, statement.name, statement.text, count, statement.types) == 1 else { throw lost() }
        }
        let isSent = call.parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost() }
    }

    /// The answer to the last call; throws what the first one that failed has met, after which the server skips the others.
    private func receive(_ steps: [PipelineStep]) throws -> PostgresResult {
        var (failure, last): ((any Error)?, PostgresResult?)
        for step in steps {
            for isPreparation in step.prepares ? [true, false] : [false] {
                let result = try next()
                if result.isFailure { failure = failure ?? self.failure(result, step.call.sql) }
                if isPreparation { step.call.statement.isPrepared = result.status == PGRES_COMMAND_OK }
                last = result
            }
        }
        _ = try received(PQgetResult(handle))
        if let failure { throw failure }
        guard let last else { throw lost() }
        return last
    }

    /// The answer to one command of the pipeline, which an empty one ends.
    private func next() throws -> PostgresResult {
        let result = try received(PQgetResult(handle))
        while let more = PQgetResult(handle) { PQclear(more) }
        return result
    }
}
