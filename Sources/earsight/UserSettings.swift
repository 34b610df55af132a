import Foundation
import Terminal
import Workbench

/// The settings of the person who runs the program, from their file.
struct UserSettings {
  /// Where the file is, or would be.
  let path: String
  /// Whether there is one.
  let exists: Bool
  /// What it says.
  let reading: SettingsFile.Reading

  /// Reads the file; without one everything is as it comes.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = SettingsFile.path(environment: environment)
    exists = FileManager.default.fileExists(atPath: path)
    guard exists else {
      reading = SettingsFile.Reading()
      return
    }
    if let data = FileManager.default.contents(atPath: path) {
      reading = SettingsFile.read(String(decoding: data, as: UTF8.self))
    } else {
      var reading = SettingsFile.Reading()
      reading.problems = ["cannot be read, expected a file that \(NSUserName()) may read"]
      self.reading = reading
    }
  }

  /// What is wrong, each as `PATH:LINE: found, expected`.
  var problems: [String] { reading.problems.map { "\(path):\($0)" } }

  /// The first problem, and how many more there are; nil where nothing is wrong.
  var problem: String? {
    guard let first = problems.first else { return nil }
    return problems.count == 1
      ? first : "\(first) (and \(problems.count - 1) more; earsight config lists them)"
  }
}
