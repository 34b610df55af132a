import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Commands")
struct CommandTests {
  @Test("no key means two things in one place")
  func bindings() {
    let places: [(String, [Command.Context])] =
      Tab.allCases.map { ($0.rawValue, [.tab($0), .screens, .always]) } + [
        ("outline", [.outline, .screens, .always]), ("help", [.help, .always]),
        ("palette", [.palette, .always]),
        ("confirmation", [.confirmation, .always]), ("prompt", [.prompt, .always]),
      ]
    for (place, contexts) in places {
      var owners: [[Key]: String] = [:]
      for command in CommandTable.all where !command.contexts.isDisjoint(with: contexts) {
        for keys in command.keys {
          #expect(
            owners[keys] == nil, "\(place): \(keys) is \(owners[keys] ?? "") and \(command.id)")
          owners[keys] = command.id
        }
      }
      for keys in owners.keys where keys.count > 1 {
        #expect(owners[Array(keys.dropLast())] == nil, "\(place): \(keys) can never be finished")
      }
      #expect(owners[[.escape]] != nil, "\(place): Esc does nothing")
    }
  }

  @Test("every command of a screen is in the palette, with a title and a sentence of help")
  func palette() {
    let listed = Set(CommandTable.search("", in: Bench.state()).map(\.id))
    for command in CommandTable.all {
      #expect(listed.contains(command.id) == command.isInPalette)
      #expect(!command.title.isEmpty && command.help.hasSuffix("."))
      if command.isInPalette {
        var there = Bench.state()
        there.tab = command.tab ?? .train
        // The best of those that can run, or of those that cannot, as it is.
        let isAble = command.obstacle(there) == nil
        let best = CommandTable.search(command.title, in: there)
          .first { ($0.obstacle(there) == nil) == isAble }
        #expect(best?.id == command.id, "\"\(command.title)\" finds \(best?.id ?? "nothing")")
      }
    }
    #expect(Set(CommandTable.all.map(\.id)).count == CommandTable.all.count)
  }

  @Test("a few letters find a command")
  func fuzzy() {
    func first(_ query: String) -> String? {
      CommandTable.search(query, in: Bench.trained()).first?.id
    }
    #expect(first("pa") == "train.pause")
    #expect(first("lr") == "train.rate" || first("learn") == "train.rate")
    #expect(first("chk") == "train.checkpoint")
    #expect(first("stop now") == "train.abort")
    #expect(first("smoo") == "train.smoothing")
    #expect(CommandTable.search("qqqq", in: Bench.state()).isEmpty)
    // By its own name, and by what the command line calls it.
    for (query, id) in [
      ("notes.invert", "notes.invert"), ("relocate", "session.relocate"), ("tsne", "embed.run"),
      ("kmeans", "clusters.run"), ("help", "help"),
    ] {
      #expect(first(query) == id, "\(query) finds \(first(query) ?? "nothing")")
    }
  }

  @Test("P pauses a running trainer and resumes a paused one")
  func pauseAndResume() {
    var state = Bench.trained()
    #expect(Bench.type("P", &state) == [.send(.pause, run: 3)])
    _ = update(&state, .news(Bench.news(status: .paused)))
    #expect(Bench.type("P", &state) == [.send(.resume, run: 3)])
    #expect(Bench.type("K", &state) == [.send(.checkpoint, run: 3)])
  }

  @Test("stopping asks first, says what it means, and does nothing on no")
  func stopping() {
    var state = Bench.trained()
    #expect(Bench.type("S", &state).isEmpty)
    let question = view(state).plainText
    #expect(question.contains("finishes step 2,401, saves a"))
    #expect(Bench.type("n", &state).isEmpty)
    #expect(Bench.press([.character("S"), .escape], &state).isEmpty)
    #expect(state.isHome)
    #expect(Bench.type("Sy", &state) == [.send(.stop, run: 3)])
    // Stop now asks first as well, and names the loss.
    #expect(Bench.type("Q", &state).isEmpty)
    #expect(view(state).plainText.contains("since step 2,000 is"))
    #expect(Bench.type("y", &state) == [.send(.abort, run: 3)])
  }

  @Test("the learning rate is asked for, checked and sent")
  func learningRate() {
    var state = Bench.trained()
    _ = Bench.type("i-1", &state)
    #expect(Bench.press([.enter], &state).isEmpty)
    #expect(view(state).plainText.contains("not a positive number"))
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("3e-4", &state)
    #expect(Bench.press([.enter], &state).isEmpty)
    #expect(view(state).plainText.contains("in place of 1.0e-3"))
    #expect(Bench.type("y", &state) == [.send(.learningRate(3e-4), run: 3)])
    #expect(state.isHome)
  }

  @Test("who only watches is told why control does nothing")
  func watching() {
    var state = Bench.trained(obstacle: "this viewer only watches")
    #expect(Bench.type("PKS", &state).isEmpty)
    #expect(state.isHome && view(state).plainText.contains("this viewer only watches"))
    Bench.choose("train.pause", of: "pause", &state)
    #expect(view(state).plainText.contains("(this viewer only watches)"))
    #expect(Bench.press([.enter], &state).isEmpty)
    #expect(!state.isHome)
  }

  @Test("a trainer that is gone is sent nothing")
  func gone() {
    let states: [RunStatus] = [
      .stalled(seconds: 540, processGone: false), .done, .failed, .stopped, .waiting,
    ]
    for status in states {
      var state = Bench.state()
      _ = update(&state, .news(Bench.news(status: status)))
      #expect(Bench.type("PK", &state).isEmpty)
    }
  }

  @Test("a screen too small still quits, pauses and finds commands, and says what it needs")
  func tooSmall() {
    var state = Bench.trained(79, 24)
    let text = view(state).plainText
    #expect(text.contains("earsight needs 80x24") && text.contains("this is 79x24"))
    #expect(Bench.type("y", &state).isEmpty && !state.train.isLogarithmic)
    #expect(Bench.type("P", &state) == [.send(.pause, run: 3)])
    _ = Bench.type(":", &state)
    #expect(view(state).plainText.contains("Commands"))
    _ = Bench.press([.escape], &state)
    #expect(Bench.type("q", &state) == [.quit])
  }

  @Test("a command of another screen goes there")
  func crossing() {
    var state = Bench.trained()
    _ = Bench.type("8:freeze", &state)
    _ = Bench.press([.enter], &state)
    #expect(state.tab == .train && state.train.frozen != nil)
    _ = Bench.type("'", &state)
    #expect(state.tab == .log)
  }
}
