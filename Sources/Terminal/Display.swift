/// What a display hands to the application.
public enum Input: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Something was done with the mouse.
  case mouse(Mouse)
  /// The display has a new size.
  case resize(Size)
  /// ``Waker/wake()`` was called, on whatever thread.
  case wake
  /// The display was away (suspended, or overwritten) and must be drawn whole.
  case redraw
  /// The display is gone: no input will come.
  case closed
}

/// Ends the wait of ``Display/read(timeout:)`` from another thread.
public protocol Waker: Sendable {
  /// Makes the waiting call return ``Input/wake``; safe on any thread, cheap when called often.
  func wake()
}

/// A place that shows grids and reads keys: the terminal, or a test.
///
/// One thread uses it; only its waker may be used from others.
public protocol Display: AnyObject {
  /// Columns and rows now.
  var size: Size { get }
  /// Colours it can show.
  var tier: ColorTier { get }
  /// Glyphs it can show.
  var glyphs: GlyphSet { get }
  /// Wakes ``read(timeout:)``.
  var waker: any Waker { get }
  /// Shows a grid; only what changed since the last one is sent.
  func present(_ grid: Grid)
  /// Waits at most `timeout` seconds for input and returns all there is; empty when there was none.
  func read(timeout: Double) -> [Input]
  /// Sends everything anew at the next ``present(_:)``.
  func invalidate()
  /// Gives the terminal back to the shell until the process is continued.
  func suspend()
  /// Asks for reports of the mouse, or leaves the mouse to the terminal, which can then select text.
  func setMouse(_ isOn: Bool)
}
