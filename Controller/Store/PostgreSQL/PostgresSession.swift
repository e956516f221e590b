extension PostgresConnection {
    /// Settings of a session, whatever the server's own are.
    ///
    /// A commit waits for the disk. A controller that stops in the middle of a transaction, or vanishes with its host, loses
    /// its session within ten seconds, and with it the lock that others wait for.
    func prepareSession() throws {
        for setting in [
            "idle_in_transaction_session_timeout = '10s'", "tcp_keepalives_idle = 4", "tcp_keepalives_interval = 2",
            "tcp_keepalives_count = 3", "tcp_user_timeout = 10000",
        ] {
            try execute(SQL(text: "SET \(setting)"))
        }
        try execute(
            """
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """)
    }
}
