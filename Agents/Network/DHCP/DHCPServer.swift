import AgentRuntime
import Glibc
import HostCommands
import Logging
import Netlink

/// The dnsmasq of one namespace, by its directory of files.
///
/// It is a process of its own that goes on when the agent ends. The next agent finds it by its pid file, and believes that only if
/// the process was started with the same configuration file: pids are used again.
///
/// dnsmasq 2.90 dies of one SIGHUP in ten when it has given out leases by reservations that set a tag (it goes on using the tags that it has
/// just freed), so only ports with options of their own have one. Whoever owns a server looks after it every second (`isRunning`, `start`);
/// its leases are in its file.
struct DHCPServer: Sendable {
    let seams: Seams
    /// Below the run directory.
    let name: String
    let namespace: NetworkNamespace

    var directory: String { seams.settings.runDirectory + "/" + name }
    private var configurationPath: String { directory + "/dnsmasq.conf" }

    /// Runs with this configuration, and has read these files.
    func ensure(configuration: String, files: [String: String]) async throws {
        var hasNews = false
        for (file, text) in files { hasNews = try seams.files.write(text, to: name + "/" + file) || hasNews }
        let isNew = try seams.files.write(configuration, to: name + "/dnsmasq.conf")
        if let process {
            // It reads its files anew at SIGHUP, all but its configuration.
            if !isNew { return hasNews ? signal(process, SIGHUP) : () }
            await stop(process)
        }
        seams.logger.info("dnsmasq starts", metadata: ["directory": "\(directory)", "new": "\(isNew)"])
        try await start()
    }

    /// Is there one, as far as one should be?
    var isRunning: Bool { process != nil }

    func start() async throws {
        let inside = namespace.path.map { ["--net=\($0)"] } ?? []
        try await seams.commands.run("nsenter", inside + ["--", "dnsmasq", "--conf-file=\(configurationPath)"])
    }

    /// Lets it read its files anew, if it runs.
    func reload() { if let process { signal(process, SIGHUP) } }

    /// Ends it; its files stay.
    func stop() async {
        if let process { await stop(process) }
    }

    func remove() async {
        await stop()
        seams.files.removeDirectory(name)
    }

    private var process: pid_t? {
        guard let text = seams.files.read(name + "/pid"), let pid = pid_t(text.prefix { $0.isNumber }), pid > 1 else {
            return nil
        }
        return isOurs(pid) ? pid : nil
    }

    private func isOurs(_ pid: pid_t) -> Bool {
        guard let words = seams.processes.words(of: pid) else { return false }
        return words.first?.hasSuffix("dnsmasq") == true && words.contains("--conf-file=\(configurationPath)")
    }

    private func signal(_ pid: pid_t, _ number: Int32) { seams.processes.signal(number, to: pid) }

    private func stop(_ pid: pid_t) async {
        signal(pid, SIGTERM)
        let deadline = seams.time.uptime + .seconds(2)
        while isOurs(pid) {
            if seams.time.uptime > deadline { signal(pid, SIGKILL) }
            guard (try? await seams.time.sleep(until: seams.time.uptime + .milliseconds(5))) != nil else { return }
        }
    }
}
