internal import Core

extension Fault {
    static var storeClosed: Fault {
        Fault(.unavailable, code: "STORE-CLOSED", "The database is closed.", hint: "The controller is stopping; try again.")
    }

    /// A body that went on after an error that had undone its transaction, or that ended the transaction itself.
    static var transactionLost: Fault {
        Fault(
            .internalError, code: "STORE-TRANSACTION", "The database has undone the change.",
            detail: "the transaction had ended or failed before its body did")
    }
}
