namespace Ringspun.Tests.CompletionPorts;

/// <summary>
/// What a port may and must report of one descriptor. A kind that has happened since its last report may be reported; it must be if it is still
/// so. One that has not happened must not.
/// </summary>
internal sealed class PortModel(Handle handle, bool isCounter)
{
    private static readonly Interest[] Kinds = [Interest.Read, Interest.Write];

    public Handle Handle => handle;

    public Interest Registered { get; private set; }

    public Interest May { get; private set; }

    public Interest Owed { get; private set; }

    /// <summary>When its news began, if that is certain; otherwise null.</summary>
    public long? Since { get; private set; }

    /// <summary>What must be reported now.</summary>
    public Interest Must => Owed & Ready();

    public void Register(Interest interest, long now)
    {
        Registered = interest;
        May = Owed = Ready() & interest;
        Since = May != Interest.None ? now : null;
    }

    public void Happened(Interest kind, bool isCertain, long now)
    {
        kind &= Registered;
        if (kind == Interest.None)
        {
            return;
        }

        if (May == Interest.None)
        {
            Since = isCertain ? now : null;
        }

        May |= kind;
        Owed |= isCertain ? kind : Interest.None;
    }

    /// <summary>It was reported, or was not although everything was taken.</summary>
    public void Report(Interest reported)
    {
        if (reported != Interest.None)
        {
            May = Owed = Interest.None;
        }
        else
        {
            // What has gone again before anybody looked may be reported yet, or never.
            Owed = Interest.None;
        }

        Since = null;
    }

    private Interest Ready()
    {
        Interest ready = Interest.None;
        int now = Descriptors.Poll(handle.Number, 1 | 4);
        foreach (Interest kind in Kinds)
        {
            ready |= (now & (kind == Interest.Read ? 1 : 4)) != 0 ? kind : Interest.None;
        }

        return ready & Registered;
    }

    /// <summary>Does a step; whatever becomes ready by it has happened.</summary>
    public void Do(PortStepKind kind, long now)
    {
        switch (kind)
        {
            case PortStepKind.Arrive:
                bool hasArrived = (isCounter ? EventFd.Signal(handle.Number) : Descriptors.Write(handle.Other, new byte[3000])) >= 0;
                Happened(Interest.Read, isCertain: hasArrived, now);
                break;
            case PortStepKind.Read when isCounter:
                if (EventFd.Drain(handle.Number) > 0)
                {
                    // Taking the count makes room in it, and the kernel says so although there was room before.
                    Happened(Interest.Write, isCertain: false, now);
                }

                break;
            case PortStepKind.Read:
                _ = Handle.Empty(handle.Number);
                break;
            case PortStepKind.Fill when !isCounter:
                Handle.Fill(handle.Number);
                break;
            case PortStepKind.Depart when !isCounter:
                bool wasFull = (Descriptors.Poll(handle.Number, 4) & 4) == 0;
                if (Handle.Empty(handle.Other) > 0)
                {
                    Happened(Interest.Write, isCertain: wasFull, now);
                }

                break;
            default:
                break;
        }
    }
}
