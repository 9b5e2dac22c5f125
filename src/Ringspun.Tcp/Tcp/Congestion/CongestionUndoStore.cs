namespace Ringspun.Tcp.Congestion;

/// <summary>What connections remember of their windows while they repair losses, kept for the next one that loses something.</summary>
internal sealed class CongestionUndoStore
{
    private readonly Stack<CongestionUndo> _free = new();

    /// <summary>Those that nobody has.</summary>
    public int Free => _free.Count;

    /// <summary>One with any content.</summary>
    public CongestionUndo Rent() => _free.TryPop(out CongestionUndo? undo) ? undo : new CongestionUndo();

    public void Return(CongestionUndo undo) => _free.Push(undo);
}
