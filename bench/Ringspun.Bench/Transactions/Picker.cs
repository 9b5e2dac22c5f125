namespace Ringspun.Bench.Transactions;

/// <summary>Picks pairs of different accounts, quickly: the choice is not what is measured.</summary>
internal sealed class Picker(int seed, int accounts)
{
    private ulong _state = ((ulong)seed * 0x9E3779B97F4A7C15) + 1;

    public (int From, int To) Next()
    {
        // Xorshift (Marsaglia 2003).
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        int from = (int)(((_state >> 32) * (ulong)accounts) >> 32);
        int distance = 1 + (int)(((_state & uint.MaxValue) * (ulong)(accounts - 1)) >> 32);
        int to = from + distance;
        return (from, to < accounts ? to : to - accounts);
    }
}
