// swift-tools-version: 6.1
import PackageDescription

/// What `scripts/bench` asks of the language from outside: a host that calls, cancels and compiles.
let package = Package(
  name: "HostBench",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "SchemaShell", path: "../../..")],
  targets: [
    .executableTarget(
      name: "HostBench", dependencies: [.product(name: "Lang", package: "SchemaShell")])
  ],
  swiftLanguageModes: [.v6])
