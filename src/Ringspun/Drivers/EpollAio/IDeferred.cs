namespace Ringspun;

/// <summary>Someone whose work did not fit into a turn and goes on in the next.</summary>
internal interface IDeferred
{
    /// <summary>Goes on; defers itself again if the turn is over before the work is.</summary>
    void Continue();
}
