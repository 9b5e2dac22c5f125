namespace Ringspun;

/// <summary>A variable that a transaction has read, and which of its values.</summary>
internal struct ReadEntry
{
    internal TVar? Variable;
    internal long Stamp;
}
