using System.Globalization;
using System.Text;

namespace Ringspun;

/// <summary>Writes the fibers of a loop as text: a line each.</summary>
internal static class FiberDump
{
    internal static string Write(EventLoop loop, IReadOnlyList<FiberSnapshot> fibers)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"loop {loop.Name} ({loop.Driver.Name}): ");
        if (!loop.Options.TrackFibers)
        {
            return text.AppendLine("its fibers are not tracked; make it with EventLoopOptions { TrackFibers = true } to have them listed").ToString();
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{fibers.Count} live fibers");
        foreach (FiberSnapshot fiber in fibers)
        {
            Append(text, fiber);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, FiberSnapshot fiber)
    {
        string name = fiber.Name is null ? string.Empty : $" \"{fiber.Name}\"";
        string state = fiber.State switch
        {
            FiberState.Running => "running",
            FiberState.Ready => "ready",
            _ => $"waiting for {fiber.Operation}",
        };
        text.Append(CultureInfo.InvariantCulture, $"  #{fiber.Number}{name} {state}, {fiber.Duration.TotalSeconds:F3} s");
        text.Append(" in ").AppendJoin(" < ", fiber.Calls.Count > 0 ? fiber.Calls : [fiber.Body]).AppendLine();
    }
}
