import Figures
import Foundation
import Scales
import Testing

@Suite("Bars and contact sheets")
struct BarAndSheetTests {
  func bars(_ figure: BarFigure, _ color: RGB) -> [Box] {
    figure.drawing(density: 1).marks.compactMap { mark in
      guard case .box(let box, let fill, _) = mark, fill?.color == color, box.height < 9 else {
        return nil
      }
      return box
    }
  }

  @Test("bars are as long as their values, from zero, the classes under each other")
  func lengths() throws {
    let figure = BarFigure(
      categories: ["siren", "dog bark", "drum"],
      series: [
        .init("trained", [4, 2, -1], errors: [3.5...4.5, nil, nil]),
        .init("random", [1, .nan, 0]),
      ], references: [.init(1.5, "shuffled")], valueTitle: "clips of 5")
    let trained = bars(figure, Theme.light.series[0])
    let random = bars(figure, Theme.light.series[1])
    #expect(trained.count == 3 && random.count == 2)
    #expect(abs(trained[0].width - 2 * trained[1].width) < 1e-6)
    #expect(abs(trained[2].maxX - trained[0].x) < 1e-6)
    #expect(trained[0].maxY <= random[0].y + 1 && random[0].maxY < trained[1].y)
    for text in ["siren", "dog bark", "drum", "trained", "random", "clips of 5", "shuffled", "-"] {
      #expect(figure.texts.contains(text), "\(text)")
    }
    let picture = try Photograph(figure, scale: 2)
    #expect(
      picture.color(at: Point(trained[0].midX, trained[0].y + 1), scale: 2)
        == Theme.light.series[0])
    #expect(BarFigure(categories: [], series: [], valueTitle: "").texts.contains("no data"))
  }

  @Test("a sheet has a picture for each cell, its labels under it, a frame where there is none")
  func sheet() throws {
    let frame = FigurePicture(width: 4, height: 2, bytes: [UInt8](repeating: 200, count: 24))
    let sound = FieldLayer(
      ScalarField(width: 20, height: 30, values: (0..<600).map(Float.init)), palette: .magma)
    let map = FieldOverlay(
      FieldLayer(ScalarField(width: 2, height: 2, values: [0, 1, 2, 3]), palette: .viridis))
    let sheet = ContactSheet(
      [
        .init("frame", [.init(FigurePanel(frame)), .init(FigurePanel(frame, overlay: map))]),
        .init(
          "sound",
          [.init(FigurePanel(sound, overlay: map), labels: ["siren", "18.42"]), .init(nil)],
          proportion: 0.8),
      ], headings: ["rank 1", "rank 2"], title: "Unit 209")
    let images = sheet.drawing(density: 2).all.compactMap { mark in
      if case .image(_, let box, _) = mark { box } else { nil }
    }
    #expect(images.count == 5)
    // A picture keeps its proportions, a field fills its place.
    #expect(abs(images[0].width - 2 * images[0].height) < 1e-6)
    #expect(abs(images[3].height - 0.8 * images[3].width) < 1e-6)
    for text in ["rank 1", "rank 2", "frame", "sound", "siren", "18.42", "none", "Unit 209"] {
      #expect(sheet.texts.contains(text), "\(text)")
    }
    let picture = try Photograph(sheet, scale: 2)
    #expect(
      picture.color(at: Point(images[0].midX, images[0].midY), scale: 2) == RGB(200, 200, 200))
    #expect(ContactSheet([]).texts.contains("no data"))
    #expect(try Photograph(ContactSheet([])).width == 260)
  }
}
