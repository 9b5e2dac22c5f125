namespace Ringspun.Http.Files;

/// <content>The clock: all entries in a ring, and a hand that goes round. Who was asked for since it last passed stays for another round.</content>
internal sealed partial class HotFileCache
{
    private void MakeRoom(HotFile newcomer)
    {
        // After two rounds everyone left is the newcomer or is being read at this moment.
        for (int steps = 2 * Count; Bytes > capacity && steps > 0 && _hand is { } file; steps--)
        {
            _hand = file.Next;
            if (ReferenceEquals(file, newcomer) || file.IsRefreshing)
            {
                continue;
            }

            if (file.IsUsed)
            {
                file.IsUsed = false;
            }
            else
            {
                Remove(file, HotFileState.Evicted);
            }
        }
    }

    /// <summary>The hand comes to a newcomer last.</summary>
    private void LinkBehindHand(HotFile file)
    {
        if (_hand is null)
        {
            file.Next = file.Previous = file;
            _hand = file;
            return;
        }

        file.Next = _hand;
        file.Previous = _hand.Previous;
        file.Previous!.Next = file;
        _hand.Previous = file;
    }

    private void Unlink(HotFile file)
    {
        if (ReferenceEquals(file.Next, file))
        {
            _hand = null;
        }
        else
        {
            file.Previous!.Next = file.Next;
            file.Next!.Previous = file.Previous;
            if (ReferenceEquals(_hand, file))
            {
                _hand = file.Next;
            }
        }

        file.Next = file.Previous = null;
    }
}
