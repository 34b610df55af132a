import ArgumentParser
import Compute
import Foundation
import Media
import Session
import Workbench

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at terminal, processor, libraries and disk: what is wrong, and the remedy.",
    discussion: """
      Example:
        earsight doctor
      """)

  @OptionGroup var output: OutputOptions

  private struct Finding {
    let what: String
    let value: String
    var trouble: String?
  }

  func run() throws {
    let findings = terminal() + settings() + processor() + libraries() + disk()
    let width = findings.map(\.what.count).max() ?? 0
    let lines = findings.map { finding in
      let name = finding.what.padding(toLength: width, withPad: " ", startingAt: 0)
      let mark = finding.trouble == nil ? "ok  " : "BAD "
      return "\(mark)\(name)  \(finding.value)" + (finding.trouble.map { "\n      \($0)" } ?? "")
    }
    let troubles = findings.compactMap(\.trouble)
    try output.print(
      [
        "findings": findings.map {
          ["what": $0.what, "value": $0.value, "trouble": $0.trouble ?? ""]
        }, "troubles": troubles.count,
      ],
      text: lines.joined(separator: "\n")
        + (troubles.isEmpty ? "\nnothing is wrong" : "\n\(troubles.count) thing(s) to look at"))
  }

  private func terminal() -> [Finding] {
    let environment = ProcessInfo.processInfo.environment
    let term = environment["TERM"] ?? ""
    let locale = setlocale(LC_ALL, "").map { String(cString: $0) }
    let isUTF8 = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } == "UTF-8"
    // Output that goes into a pipe or a file says nothing about the terminal.
    let isPiped = isatty(STDOUT_FILENO) == 0 || isatty(STDIN_FILENO) == 0
    let value = term.isEmpty ? "none" : term
    return [
      Finding(
        what: "terminal", value: isPiped ? "\(value), but this goes into a pipe or a file" : value,
        trouble: isPiped
          ? nil
          : LiveScreen.obstacle.map { "\($0); commands without a screen work: train, watch" }),
      Finding(
        what: "colours", value: LiveScreen.colorTier?.rawValue ?? "none",
        trouble: LiveScreen.colorTier == nil
          ? "no terminal description is found; install ncurses-base" : nil),
      sound(),
      Finding(
        what: "locale", value: locale ?? "\(environment["LANG"] ?? "none") (not installed)",
        trouble: isUTF8 ? nil : "not UTF-8: lines are drawn in ASCII; try LANG=C.UTF-8"),
    ]
  }

  private func settings() -> [Finding] {
    let user = UserSettings()
    let standard = Settings()
    let chosen = SettingsFile.names.filter {
      SettingsFile.value(of: $0, in: user.reading.settings)
        != SettingsFile.value(of: $0, in: standard)
    }.map { "\($0) = \(SettingsFile.value(of: $0, in: user.reading.settings))" }
    let keys = user.reading.settings.keys.count
    let inForce = chosen + (keys > 0 ? ["\(keys) command(s) with keys of their own"] : [])
    return [
      Finding(
        what: "settings",
        value: user.path + (user.exists ? "" : " (no such file)")
          + (inForce.isEmpty ? ": all as they come" : ": " + inForce.joined(separator: ", ")),
        trouble: user.problems.isEmpty ? nil : user.problems.joined(separator: "\n      "))
    ]
  }

  private func processor() -> [Finding] {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    func value(_ key: String) -> String {
      let line = info.split(separator: "\n").first { $0.hasPrefix(key) }
      return line?.split(separator: ":").last.map {
        $0.trimmingCharacters(in: .whitespaces)
      } ?? ""
    }
    let flags = Set(value("flags").split(separator: " ").map(String.init))
    let known = ["avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16"].filter(flags.contains)
    return [
      Finding(
        what: "processor",
        value: "\(value("model name")), \(ProcessInfo.processInfo.activeProcessorCount) cores"),
      Finding(
        what: "vector units",
        value: known.isEmpty ? "none of AVX2 and later" : known.joined(separator: " "),
        trouble: known.contains("avx2") ? nil : "without AVX2 training is several times slower"),
      Finding(
        what: "memory", value: "\(ProcessInfo.processInfo.physicalMemory >> 20) MB"),
    ]
  }

  private func sound() -> Finding {
    let player = soundPlayer(UserSettings().reading.settings.player)
    return Finding(
      what: "sound", value: player ?? "no player",
      trouble: player == nil
        ? "p cannot play; install pulseaudio-utils, alsa-utils or ffmpeg, or let e w write WAV files"
        : nil)
  }

  private func libraries() -> [Finding] {
    let media = mediaLibraries()
    return [
      Finding(
        what: "FFmpeg", value: media,
        trouble: media.contains("H.264")
          ? nil : "made videos will be MPEG-4; install an FFmpeg with libx264 for H.264"),
      Finding(
        what: "libraries",
        value: ([OneDNNLibrary.version] + LoadedLibraries.names()).joined(separator: ", ")),
    ]
  }

  private func disk() -> [Finding] {
    let folder = SessionLocation.sessionsFolder()
    var place = folder
    while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
      place = place.deletingLastPathComponent()
    }
    let free = (FileSystemKind.freeBytes(at: place.path) ?? 0) >> 20
    let kind = FileSystemKind(at: place.path)
    let isWritable = FileManager.default.isWritableFile(atPath: place.path)
    return [
      Finding(
        what: "sessions", value: folder.path,
        trouble: isWritable
          ? nil : "cannot be written; set EARSIGHT_SESSIONS to a folder that can"),
      Finding(
        what: "file system", value: kind.name,
        trouble: kind.isNetwork
          ? "a network file system: viewers on other hosts are slow; prefer a local disk" : nil),
      Finding(
        what: "free space", value: "\(free) MB",
        trouble: free < 1024 ? "under 1 GB: checkpoints and videos may not fit" : nil),
    ]
  }
}
