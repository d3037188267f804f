// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "ReleaseBot",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "SchemaShell", path: "../..")],
  targets: [
    .executableTarget(
      name: "ReleaseBot", dependencies: [.product(name: "SchemaShell", package: "SchemaShell")])
  ],
  swiftLanguageModes: [.v6])
