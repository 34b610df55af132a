import Arrays
import Foundation
import Session
import Testing

/// What commands write beside the session, of one small training.
@Suite("Written files")
struct WrittenFileTests {
  @Test("losses, weights, embeddings and spectrograms are written as the contract says")
  func written() throws {
    let program = try Program()
    try program.makeSession()
    let trained = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--steps", "3", "--validation-pairs", "4",
      "--json", "--quiet")
    let checkpoint = try #require(trained.json["checkpoint"] as? String)
    try losses(program)
    try weights(program)
    try embeddings(program, checkpoint)
    try spectrograms(program)
  }

  private func clip(_ number: Int, _ program: Program) -> URL {
    program.folder.appendingPathComponent("clips/clip-\(number).mp4")
  }

  private func losses(_ program: Program) throws {
    let file = program.folder.appendingPathComponent("losses.csv")
    let outcome = try program.run("export", "s", "losses", "--output", file.path, "--json")
    #expect(outcome.code == 0 && outcome.json["output"] as? String == file.path)
    #expect(outcome.json["run"] as? String == "run-1")
    let text = try String(contentsOf: file, encoding: .utf8)
    let rows = text.split(separator: "\n").map(String.init)
    let header =
      "step,pairs,wall_seconds,learning_rate,loss,accuracy,validation_loss,validation_accuracy"
    #expect(rows.count == 4 && rows[0].hasPrefix(header))
    for step in 1..<rows.count {
      let isOfStep = rows[step].hasPrefix("\(step),\(4 * step),")
      #expect(isOfStep, "\(rows[step])")
    }
  }

  private func weights(_ program: Program) throws {
    let file = program.folder.appendingPathComponent("weights.safetensors")
    let outcome = try program.run("export", "s", "weights", "--output", file.path, "--json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let tensors = try SafeTensorsFile(contentsOf: file).tensors
    #expect(tensors["vision.conv1_1.weight"]?.shape == [4, 3, 3, 3])
    for name in ["audio.conv4_2.bn.running_var", "vision.input_bn.weight", "fc2.bias"] {
      #expect(tensors[name] != nil, "\(name)")
    }
    #expect(!tensors.keys.contains { $0.hasPrefix("optimizer.") })
  }

  private func embeddings(_ program: Program, _ checkpoint: String) throws {
    let common = ["--checkpoint", checkpoint, "--hop", "0.5", "--output-dir", "out"]
    let folder = program.folder.appendingPathComponent("out")
    let both = try program.run(
      arguments: ["embed", clip(0, program).path, clip(1, program).path, "--json"] + common)
    #expect(both.code == 0, "\(both.errors)")
    let files = both.json["files"] as? [String] ?? []
    let expected = ["clip-0.npz", "clip-1.npz"].map { folder.appendingPathComponent($0).path }
    #expect(files == expected)
    let file = URL(fileURLWithPath: try #require(files.first))
    let times = try NPZArchive.read(Double.self, name: "timestamps", from: file)
    let count = times.values.count
    #expect(2 * count == both.json["windows"] as? Int)
    for name in ["embedding_audio", "embedding_vision"] {
      #expect(try NPZArchive.read(Float.self, name: name, from: file).shape == [count, 32])
    }

    // Beside one that is no clip and whose name would be a line of its own.
    let forged = program.folder.appendingPathComponent("clips/x\nearsight: forged.mp4")
    try Data("no video".utf8).write(to: forged)
    let audio = try program.run(
      arguments: [
        "embed", clip(0, program).path, forged.path, "--modality", "audio", "--suffix", "ears",
      ] + common)
    #expect(audio.code == 0 && audio.output.contains("1 skipped"))
    let lines = audio.errors.split(separator: "\n")
    let isTold = lines.contains {
      $0.hasPrefix("skipped ") && $0.contains("x?earsight: forged.mp4")
    }
    let isForged = lines.contains { $0.hasPrefix("earsight: forged") }
    #expect(isTold && !isForged, "\(audio.errors)")
    let ears = folder.appendingPathComponent("clip-0_ears.npz")
    #expect(try NPZArchive.read(Float.self, name: "embedding", from: ears).shape == [count, 32])

    let outside = try program.run(
      arguments: ["embed", clip(0, program).path, "--suffix", "../../x"] + common)
    #expect(outside.code == 64 && outside.errors.contains("--suffix ../../x: a slash in it"))
  }

  private func spectrograms(_ program: Program) throws {
    let array = program.folder.appendingPathComponent("s.npy")
    let picture = program.folder.appendingPathComponent("s.png")
    for file in [array, picture] {
      let outcome = try program.run(
        "spectrogram", clip(0, program).path, "--output", file.path, "--json")
      #expect(outcome.code == 0 && outcome.json["shape"] as? [Int] == [257, 199])
      #expect(outcome.json["output"] as? String == file.path)
    }
    let values = try NPYArray<Float>(contentsOf: array)
    let isFinite = values.values.allSatisfy { $0.isFinite }
    #expect(values.shape == [257, 199] && isFinite)
    let bytes = [UInt8](try Data(contentsOf: picture))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // Width and height, big-endian: 199 and 257.
    #expect(Array(bytes[16..<24]) == [0, 0, 0, 199, 0, 0, 1, 1])
  }
}
