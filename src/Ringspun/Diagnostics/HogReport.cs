namespace Ringspun;

/// <summary>A fiber holds up its loop: all others wait while it computes or blocks.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="FiberName">The fiber's name; null when it has none.</param>
/// <param name="Method">
/// The method that was resumed and has not suspended since; what it has called may be to blame. Of a plain callback, its method.
/// </param>
/// <param name="Body">The method that the fiber was started with, where it is known: for fibers with an identity.</param>
/// <param name="Duration">For how long at least.</param>
public sealed record HogReport(EventLoop Loop, string? FiberName, string Method, string? Body, TimeSpan Duration)
{
    /// <summary>The report as a line.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string name = FiberName is null ? string.Empty : $" \"{FiberName}\"";
        string body = Body is null ? string.Empty : $", started as {Body},";
        return FormattableString.Invariant($"a fiber{name}{body} has held up loop {Loop.Name} for {Duration.TotalSeconds:F3} s in {Method}");
    }
}
