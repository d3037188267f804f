// swift-tools-version: 6.1
import PackageDescription

/// Rooms import downwards only; see docs/architecture.md for who may import whom.
let package = Package(
  name: "SchemaShell",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "schemashell", targets: ["schemashell"]),
    .library(name: "SchemaShell", targets: ["SchemaShell"]),
    .library(name: "Lang", targets: ["Lang"]),
    .library(name: "Engine", targets: ["Engine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(name: "CPostgres"),
    .systemLibrary(name: "CEditLine", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "Postgres", dependencies: ["CPostgres"], swiftSettings: house),
    .target(
      name: "Engine",
      dependencies: [
        "Postgres",
        .product(name: "Collections", package: "swift-collections"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: house),
    .target(
      name: "Lang",
      dependencies: [.product(name: "Collections", package: "swift-collections")],
      swiftSettings: house),
    .target(
      name: "SchemaShell",
      dependencies: ["CEditLine", "Postgres", "Engine", "Lang"],
      swiftSettings: house),
    .executableTarget(
      name: "schemashell",
      dependencies: ["SchemaShell"],
      path: "Sources/SchemaShellTool",
      swiftSettings: house),

    .target(
      name: "TestSupport", dependencies: ["Postgres"], path: "Tests/TestSupport",
      swiftSettings: house),
    .testTarget(
      name: "PostgresTests", dependencies: ["Postgres", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "LangTests", dependencies: ["Lang"], exclude: ["Cases"], swiftSettings: house),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "Postgres", "TestSupport"],
      exclude: ["Cases"], swiftSettings: house),
    .testTarget(
      name: "ShellTests",
      dependencies: ["SchemaShell", "Engine", "Lang", "Postgres", "TestSupport"],
      exclude: ["Cases"], swiftSettings: house),
    .testTarget(name: "HouseTests", dependencies: ["Engine"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6])

var house: [SwiftSetting] {
  [.enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("ExistentialAny")]
}
