import Core
import Testing

@Suite struct TimestampTests {
    private static let moments: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1_000_000, "1970-01-01T00:00:01.000000Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"), (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"), (1_446_875_923_578_887, "2015-11-07T05:58:43.578887Z"),
        (-2_208_988_800_000_000, "1900-01-01T00:00:00.000000Z"), (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ]

    @Test(arguments: moments)
    func writesAndReads(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).iso8601() == text)
        #expect(Timestamp(iso8601: text)?.microseconds == microseconds)
    }

    @Test func everyWeekOfEightCenturiesSurvives() {
        for day in stride(from: Int64(-146_097), through: 146_097, by: 7) {
            let moment = Timestamp(seconds: day * 86_400 + 12_345)
            #expect(Timestamp(iso8601: moment.iso8601(.seconds)) == moment)
        }
    }

    @Test func precisionAndSuffix() {
        let moment = Timestamp(microseconds: 1_446_875_923_578_887)
        #expect(moment.iso8601(.seconds) == "2015-11-07T05:58:43Z")
        #expect(moment.iso8601(.microseconds, suffix: "") == "2015-11-07T05:58:43.578887")
        #expect(moment.iso8601(.seconds, suffix: "+00:00") == "2015-11-07T05:58:43+00:00")
    }

    private static let accepted: [(String, String)] = [
        ("2015-11-07", "2015-11-07T00:00:00.000000Z"), ("2015-11-07T05:58", "2015-11-07T05:58:00.000000Z"),
        ("2015-11-07 05:58:43", "2015-11-07T05:58:43.000000Z"), ("2015-11-07t05:58:43z", "2015-11-07T05:58:43.000000Z"),
        ("2015-11-07T05:58:43.5", "2015-11-07T05:58:43.500000Z"),
        ("2015-11-07T05:58:43,123456789Z", "2015-11-07T05:58:43.123456Z"),
        ("2015-11-07T05:58:43+02:00", "2015-11-07T03:58:43.000000Z"), ("2015-11-07T05:58:43-0530", "2015-11-07T11:28:43.000000Z"),
        ("2015-11-07T05:58:43+02", "2015-11-07T03:58:43.000000Z"), ("2015-12-31T23:59:60Z", "2016-01-01T00:00:00.000000Z"),
    ]

    @Test(arguments: accepted)
    func reads(text: String, expected: String) {
        #expect(Timestamp(iso8601: text)?.iso8601() == expected)
    }

    @Test(arguments: [
        "", "2015", "2015-11", "2015-13-01", "2015-00-01", "2015-11-31", "2015-02-29", "2100-02-29", "2015-11-00", "15-11-07",
        "2015-11-07T", "2015-11-07T24:00:00", "2015-11-07T05:60:00", "2015-11-07T05:58:61", "2015-11-07T05:58:43.", "2015-11-07X",
        "2015-11-07T05:58:43+", "2015-11-07T05:58:43+24:00", "2015-11-07T05:58:43+02:60", "2015-11-07T05:58:43Zx", " 2015-11-07",
        "2015-11-07T05:58:43+02:", "２０15-11-07",
    ])
    func refuses(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func arithmetic() {
        let moment = Timestamp(seconds: 10)
        #expect(moment + .milliseconds(1500) == Timestamp(microseconds: 11_500_000))
        #expect(moment - .seconds(11) == Timestamp(seconds: -1))
        #expect(Timestamp(seconds: 3) - moment == .seconds(-7))
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Duration.milliseconds(-1500).microseconds == -1_500_000)
    }
}
