namespace Ringspun;

/// <summary>What a <see cref="FiberSelect"/> can lock together with others: in the order of the numbers, so that selects never wait in a circle.</summary>
internal interface ISelectable
{
    long Number { get; }

    void EnterGate();

    void ExitGate();
}
