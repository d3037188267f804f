/// A release, then everything a hostile script tries, then a release again.
@main enum Main {
  /// What is tried, and a word of the answer. Where work and memory are both without end, either
  /// limit may be the first.
  static let hostile = [
    ("while true { }", "steps"),
    ("func f() { return f() }\nf()", "deep"),
    ("var t = \"x\"\nwhile true { t += t }", "bytes"),
    ("var all = []\nwhile true { all.append(\"y\".repeat(100_000)) }", "limit"),
    ("try { while true { } } catch { print \"caught\" }", "steps"),
    ("\"a\".repeat(40).matches(\"(a*)*(a*)*(a*)*b\")\n(1..1_000_000_000).list().sort()", "bytes"),
    ("read(\"/etc/passwd\")", "may not"),
    ("read(\"${here}/../../../../etc/passwd\")", "may not"),
    ("write(\"x.txt\", \"x\")", "may not"),
    ("env(\"HOME\")", "may not"),
    ("connect \"postgres://me@localhost/production\"", "may not"),
    ("sleep(100)", "may not"),
    ("announce ops \"${\"x\".repeat(300)}\"", "at most 200"),
    ("print (((((", "expected"),
  ]

  static func main() {
    guard let folder = CommandLine.arguments.dropFirst().first else {
      print("usage: ReleaseBot FOLDER")
      return
    }
    let release = """
      let notes = read("${here}/notes.txt").lines()
      for note in notes { print "- ${note}" }
      announce everyone "${release("number")} is out: ${notes.count} changes"
      notes.count
      """.replacingHere(with: folder)
    let bot = ReleaseBot(folder: folder)
    print("release:", bot.run(release))
    for (script, word) in hostile {
      let said = bot.run(script.replacingHere(with: folder))
      print(said.contains(word) ? "stopped:" : "NOT STOPPED:", said)
    }
    print("release:", bot.run(release))
    for line in bot.lines + bot.announcements { print(line) }
  }
}

extension String {
  /// `here` is what the program calls the script's folder; a bot that runs texts says it itself.
  fileprivate func replacingHere(with folder: String) -> String {
    split(separator: "${here}", omittingEmptySubsequences: false).joined(separator: folder)
  }
}
