/// What is told to nftables, right and wrong, to see whether the fake answers as nft(8) does.
enum RulesetSteps {
    static let all = [
        "add table bridge t\nadd table bridge t\n",
        "add chain bridge t one { type filter hook prerouting priority 10 ; policy accept ; }\nadd chain bridge t two\n",
        "add chain bridge t two\n",
        "add chain bridge t two { type filter hook prerouting priority 10 ; policy accept ; }\n",
        "add chain bridge nope one\n",
        "add rule bridge t one ether type ip accept\nadd rule bridge t nope drop\n",
        "add rule bridge t one jump nope\n",
        "add rule bridge t one jump two\nadd rule bridge t one ether type arp accept\n",
        "delete chain bridge t two\n",
        "add rule bridge t one ct state established accept\n",
        "flush chain bridge t nope\n",
        "delete table bridge nope\n",
        "add map bridge t m { type ifname : verdict ; }\nadd map bridge t m { type ifname : verdict ; }\n",
        "add set bridge t m { type ifname ; }\n",
        "add element bridge t m { \"a\" comment \"apus:port:p:1:ab:0\" : goto two }\n",
        "add element bridge t m { \"a\" comment \"apus:port:p:2:ab:0\" : goto two }\n",
        "add element bridge t m { \"b\" : goto nope }\n",
        "add chain bridge t three\nadd element bridge t m { \"a\" : goto three }\n",
        "add chain bridge t three\nadd element bridge t m { \"b\" : goto three }\n",
        "delete element bridge t m { \"nope\" }\n",
        "delete element bridge t nope { \"a\" }\n",
        "flush chain bridge t three\ndelete chain bridge t three\n",
        "delete element bridge t m { \"a\" }\nadd element bridge t m { \"a\" comment \"apus:port:p:3:ab:0\" : goto three }\n",
        "add set bridge t s { type ipv4_addr ; flags interval ; }\nadd element bridge t s { 10.0.0.1, 10.0.1.0/24 }\n",
        "add element bridge t s { 10.0.0.1 }\n",
        "add element bridge t s { 10.0.1.5 }\n",
        "add element bridge t s { 10.0.0.0/8 }\n",
        "delete element bridge t s { 10.9.9.9 }\n",
        "add set bridge t s6 { type ipv6_addr ; flags interval ; }\nadd element bridge t s6 { fd00::1, fd00:1::/64 }\n",
        "add rule bridge t two ip saddr @s accept\n",
        "add rule bridge t two ip saddr @nope accept\n",
        "delete set bridge t s\n",
        "flush set bridge t s\nadd element bridge t s { 10.0.3.0/24 }\n",
        "flush set bridge t nope\n",
        "delete set bridge t nope\n",
        "add set bridge t l { type ifname ; }\nadd element bridge t l { \"g1\" comment \"apus:group:g:1:ab:0\" }\n",
        "add table inet u\nadd map inet u zones { typeof iifname : ct zone ; }\nadd element inet u zones { \"brq1\" : 1 }\n",
        "add element inet u zones { \"brq1\" : 2 }\n",
        "flush chain bridge t two\ndelete set bridge t s\n",
        "delete table inet u\ndelete table inet nope\n",
    ]

    static let questions = [
        "list map bridge t m", "list set bridge t l", "list map inet u zones", "list map bridge t nope", "list set bridge nope l",
    ]

    /// What the role reads in a refusal: whether what it knows is out of date.
    static func isOutOfDate(_ refusal: String?) -> Bool {
        let signs = ["No such file or directory", "File exists", "Device or resource busy", "does not exist"]
        return signs.contains { refusal?.contains($0) == true }
    }
}
