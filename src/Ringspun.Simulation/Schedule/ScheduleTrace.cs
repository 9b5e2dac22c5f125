using System.Globalization;

namespace Ringspun.Simulation;

/// <summary>
/// Everything that happens in a simulation, as a hash and, for as many lines as are wanted, as text. Neither depends on anything but the
/// events themselves: no object's address, no randomised hash code, no real time.
/// </summary>
internal sealed class ScheduleTrace(int lines)
{
    private const ulong FnvBasis = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    // Asked by key only, never enumerated: their order, which differs from run to run, does not show.
    private readonly Dictionary<string, ulong> _hashes = [];
    private readonly Dictionary<Type, string> _names = [];
    private readonly Queue<string> _recent = new();

    internal ulong Hash { get; private set; } = FnvBasis;

    /// <summary>How many events there were.</summary>
    internal long Count { get; private set; }

    internal IReadOnlyList<string> Recent => [.. _recent];

    /// <summary>Adds an event.</summary>
    /// <param name="clock">The virtual time.</param>
    /// <param name="loop">Whose event.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="what">To what.</param>
    /// <param name="value">How it ended, or which one it was.</param>
    internal void Add(long clock, int loop, string kind, string what, long value)
    {
        Count++;
        Mix((ulong)clock);
        Mix((ulong)loop);
        Mix(HashOf(kind));
        Mix(HashOf(what));
        Mix((ulong)value);
        if (lines > 0)
        {
            if (_recent.Count == lines)
            {
                _recent.Dequeue();
            }

            double elapsed = (clock - SimulatedDriver.StartOfTime) / 1000.0;
            _recent.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{elapsed,14:F3} µs  loop {loop}  {kind,-8} {what} {value}"));
        }
    }

    /// <summary>Adds an event of an object: known by its type, since objects have no name that is the same in every run.</summary>
    internal void Add(long clock, int loop, string kind, object what)
    {
        Type type = what.GetType();
        if (!_names.TryGetValue(type, out string? name))
        {
            _names.Add(type, name = Describe(type));
        }

        Add(clock, loop, kind, name, 0);
    }

    /// <summary>The async method's name where the type is a frame of one.</summary>
    private static string Describe(Type type)
    {
        string name = type.IsGenericType ? type.GetGenericArguments()[0].Name : type.Name;
        int end = name.StartsWith('<') ? name.LastIndexOf('>') : -1;
        return end > 1 ? name[1..end] : name;
    }

    private ulong HashOf(string text)
    {
        if (!_hashes.TryGetValue(text, out ulong hash))
        {
            // FNV-1a: the runtime's own hash of a string is another in every process.
            hash = FnvBasis;
            foreach (char letter in text)
            {
                hash = (hash ^ letter) * FnvPrime;
            }

            _hashes.Add(text, hash);
        }

        return hash;
    }

    private void Mix(ulong value)
    {
        ulong mixed = (Hash ^ value) * FnvPrime;
        Hash = mixed ^ (mixed >> 29);
    }
}
