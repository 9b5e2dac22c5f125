namespace Ringspun.Samples.Fibers;

/// <summary>Several variables that change together.</summary>
internal static class Transactions
{
    public static async Fiber Transfer()
    {
        var checking = new TVar<int>(100);
        var savings = new TVar<int>(0);
        int left = await Stm.Atomically(
            static (transaction, accounts) =>
            {
                int balance = transaction.Read(accounts.Checking) - 30;
                transaction.Write(accounts.Checking, balance);
                transaction.Write(accounts.Savings, transaction.Read(accounts.Savings) + 30);
                return balance;
            },
            (Checking: checking, Savings: savings));
        Console.WriteLine($"{left} are left, {savings.ReadCommitted()} are saved");
    }

    public static async Fiber Waiting()
    {
        var balance = new TVar<int>(10);
        FiberHandle buyer = EventLoop.Current!.Spawn(Buy, balance);
        await Stm.Atomically(static (transaction, balance) => transaction.Write(balance, transaction.Read(balance) + 45), balance);
        await buyer;

        static async Fiber Buy(TVar<int> balance)
        {
            await Stm.Atomically(
                static (transaction, balance) =>
                {
                    int now = transaction.Read(balance);
                    transaction.Require(now >= 50); // sleeps until the balance changes, and runs again
                    transaction.Write(balance, now - 50);
                },
                balance);
            Console.WriteLine("bought for 50");
        }
    }

    public static async Fiber Alternatives()
    {
        var cash = new TVar<int>(5);
        var card = new TVar<int>(500);
        string paid = await Stm.Atomically(
            static (transaction, purse) => transaction.OrElse(
                static (transaction, purse) => Pay(transaction, purse.Cash, "in cash"),
                static (transaction, purse) => Pay(transaction, purse.Card, "by card"),
                purse),
            (Cash: cash, Card: card));
        Console.WriteLine($"paid {paid}");

        static string Pay(Transaction transaction, TVar<int> from, string how)
        {
            int now = transaction.Read(from);
            transaction.Require(now >= 20);
            transaction.Write(from, now - 20);
            return how;
        }
    }
}
