// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A module map over a library of the system; what Debian package brings it is in `Sources/setup.sh`.
func library(_ name: String, pkgConfig: String? = nil, apt: [String]) -> Target {
  .systemLibrary(
    name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt(apt)])
}

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "earsight",
  products: [.executable(name: "earsight", targets: ["earsight"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    library("CNcurses", apt: ["libncurses-dev"]),
    library("COpenBLAS", pkgConfig: "openblas", apt: ["libopenblas-dev"]),
    library("CFFTW", pkgConfig: "fftw3 fftw3f", apt: ["libfftw3-dev"]),
    library(
      "CFFmpeg", pkgConfig: "libavformat libavcodec libavutil libswscale libswresample",
      apt: [
        "libavformat-dev", "libavcodec-dev", "libavutil-dev", "libswscale-dev",
        "libswresample-dev",
      ]),
    library("CZip", pkgConfig: "libzip", apt: ["libzip-dev"]),
    library("CCairo", pkgConfig: "cairo", apt: ["libcairo2-dev"]),
    library("CChafa", pkgConfig: "chafa", apt: ["libchafa-dev"]),
    .target(name: "CTerminal", dependencies: ["CNcurses"]),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),

    target("Printable"),
    target("Arrays", ["CZip", "Printable"]),
    target("Compute", ["COpenBLAS", "COneDNN", "CFFTW", "CKernels"]),
    target("Signal", ["Compute"]),
    target("Media", ["CFFmpeg", "Printable"]),
    target("Corpus", ["Media", "Signal", "Compute", "Printable"]),
    target("NeuralNet", ["Compute", "Arrays"]),
    target("Analysis", ["Compute"]),
    target("Session", ["Arrays", "Printable", .product(name: "GRDB", package: "GRDB.swift")]),
    target(
      "Training", ["Arrays", "NeuralNet", "Corpus", "Compute", "Session", "Media", "Signal"]),
    // What charts in cells and on paper share, so that neither is drawn from the other's numbers.
    target("Scales"),
    target("Figures", ["CCairo", "Printable", "Scales"]),
    target(
      "Experiments",
      [
        "Training", "Analysis", "Session", "Corpus", "NeuralNet", "Figures", "Scales", "Media",
        "Signal", "Compute", "Arrays",
      ]),
    target("Terminal", ["CChafa", "Scales"]),
    target("Curses", ["Terminal", "CNcurses", "CTerminal"]),
    target(
      "Workbench",
      [
        "Experiments", "Analysis", "Session", "Corpus", "NeuralNet", "Media", "Compute", "Arrays",
        "Figures", "Scales", "Terminal",
      ]),
    .executableTarget(
      name: "earsight",
      dependencies: [
        "Printable", "Arrays", "Compute", "Signal", "Media", "Corpus", "NeuralNet", "Session",
        "Training", "Analysis", "Figures", "Scales", "Experiments", "Terminal", "Curses",
        "Workbench",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(name: "SeededNumbers", path: "Tests/SeededNumbers", swiftSettings: strict),
    .target(
      name: "TinyClips", dependencies: ["Media"], path: "Tests/TinyClips", swiftSettings: strict),
    tests("House", []),
    tests("Arrays", ["Arrays"]),
    tests("Compute", ["Compute"]),
    tests("Signal", ["Signal", "Compute", "Arrays"], resources: [.copy("Expected")]),
    tests("Media", ["Media"]),
    tests("Corpus", ["Corpus", "Media", "Signal", "TinyClips"], exclude: ["Baseline"]),
    tests("NeuralNet", ["NeuralNet", "Compute", "Arrays"], resources: [.copy("Expected")]),
    tests("Analysis", ["Analysis", "Compute", "Arrays"], resources: [.copy("Expected")]),
    tests("Session", ["Session"]),
    tests(
      "Training",
      ["Training", "Arrays", "NeuralNet", "Corpus", "Session", "Media", "Compute", "TinyClips"],
      resources: [.copy("Expected")]),
    tests("Scales", ["Scales", "SeededNumbers"]),
    tests("Figures", ["Figures", "CCairo", "Scales", "SeededNumbers"]),
    tests(
      "Experiments",
      ["Experiments", "Analysis", "Session", "NeuralNet", "Compute", "Arrays", "TinyClips"]),
    tests("Terminal", ["Terminal", "Scales", "SeededNumbers"]),
    tests(
      "Workbench",
      [
        "Workbench", "Experiments", "Analysis", "Session", "NeuralNet", "Media", "Compute",
        "Arrays", "Figures", "Scales", "Terminal", "SeededNumbers",
      ], resources: [.copy("Expected")]),
    tests(
      "CommandLine", ["Session", "Arrays", "Media", "TinyClips"],
      resources: [.copy("malloc_counter.c.txt")]),
  ],
  swiftLanguageModes: [.v6]
)
