/// What was done with the mouse, and at which cell.
public struct Mouse: Hashable, Sendable {
  /// What was done. A drag is a move with a button held down.
  public enum Action: Hashable, Sendable {
    case press, drag, release, wheelUp, wheelDown
  }

  /// The button that it was done with; the wheel has the left one.
  public enum Button: Hashable, Sendable {
    case left, middle, right
  }

  /// What was done.
  public var action: Action
  /// With which button.
  public var button: Button
  /// Column of the cell, from 0.
  public var x: Int
  /// Row of the cell, from 0.
  public var y: Int

  /// Something that was done at a cell.
  public init(_ action: Action, _ button: Button = .left, x: Int, y: Int) {
    self.action = action
    self.button = button
    self.x = x
    self.y = y
  }
}

/// A part of a picture that answers to the mouse, published by whoever drew it.
public struct HitArea: Hashable, Sendable {
  /// What a click means.
  public enum Target: Hashable, Sendable {
    /// Runs the command of this name with these arguments.
    case command(String, [String])
    /// The screen in front takes every press, drag, release and turn of the wheel, by this name.
    case canvas(String)
    /// Nothing: hides what lies below.
    case nothing
  }

  /// Where it is.
  public var rect: Rect
  /// What a click means.
  public var target: Target

  /// An area.
  public init(_ rect: Rect, _ target: Target) {
    self.rect = rect
    self.target = target
  }
}
