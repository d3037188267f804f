// swift-tools-version: 6.1
import PackageDescription

/// Two programs that libFuzzer drives; `scripts/fuzz` builds and runs them. A package of its own,
/// because everything it is made of must be built with the fuzzer's eyes in it.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "SchemaShell", path: "../..")],
  targets: ["FuzzParse", "FuzzRun"].map { name in
    .executableTarget(
      name: name, dependencies: [.product(name: "SchemaShell", package: "SchemaShell")],
      // The fuzzer brings `main`.
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  },
  swiftLanguageModes: [.v6])
