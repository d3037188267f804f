import Lang
import SchemaShell

/// Runs release scripts that other people write, and stays in charge.
///
/// A script may read the one folder it is given, announce, and compute within limits; it cannot
/// connect, write, look at the environment, or run for ever.
final class ReleaseBot {
  var announcements: [String] = []
  private(set) var lines: [String] = []
  private let folder: String

  init(folder: String) { self.folder = folder }

  /// The value of the script, or what went wrong in one line.
  func run(_ script: String) -> String {
    let shell = Shell(
      limits: Limits(steps: 5_000_000, depth: 200, bytes: 32 << 20, time: .seconds(2)),
      capabilities: [.read(folder)])
    shell.output = { [unowned self] line in lines.append(line) }
    shell.register(Announce.self)
    shell.register(
      HostFunction("release", [.init("part")], summary: "What is being released.") { values, _ in
        guard values[0].textValue == "number" else { throw ScriptFailure("no such part") }
        return "1.4"
      })
    shell.interpreter.owner = self
    do {
      return shell.interpreter.display(try shell.run(script, named: folder + "/release.schema"))
    } catch let failure as ScriptFailure {
      return "\(failure.reason): \(failure.message)"
    } catch {
      return "\(error)"
    }
  }
}
